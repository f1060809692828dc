-- AckOutbox.
local now, ids = take_number(), take_all(take)
local chats = {}
for _, id in ipairs(ids) do
  local chat = call('HGET', key('message', id), 'chat')
  if chat then
    if not chats[chat] then
      chats[chat] = chat_state(chat)
      unplace(chats[chat])
    end
    call('ZREM', key('queue', chat), id)
    call('ZREM', key('replies', chat), id)
    call('DEL', key('message', id))
  end
end
for chat, c in pairs(chats) do
  if (out(chat) or 0) <= now and (c.owner ~= '' or c.lease > 0) then
    c.owner, c.lease = '', 0
    save(c)
  end
  place(c)
end
return { 'ok' }
