-- RetryOutbox.
local chat, at = take(), take_number()
local c = chat_state(chat)
unplace(c)
for _, id in ipairs(call('ZRANGE', key('queue', chat), 0, -1)) do
  if call('HGET', key('message', id), 'held') == '0' then break end
  call('HSET', key('message', id), 'held', '0')
end
c.owner, c.lease, c.rest = '', 0, at
save(c)
place(c)
return { 'ok' }
