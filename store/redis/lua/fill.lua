-- Fill: entries that are not there yet, each behind the letter of its type. A
-- script can't undo: who fills takes everything out again if one was there.
local function fill_record()
  local r = { name = take(), kind = take(), id = take(), version = '0', expires = take() }
  r.tags = take_all(take)
  r.value = take()
  if call('EXISTS', key('record', r.name)) == 1 then return false end
  put(r)
  return true
end

local function fill_claim()
  local c = take_claim()
  if call('HEXISTS', key('owner', c.owner), c.times .. c.resource) == 1 then return false end
  claim(c)
  return true
end

local function fill_command()
  local id, outcome, at = take(), take(), take()
  call('ZADD', key('commands.at'), at, id)
  return call('HSETNX', key('commands'), id, outcome) == 1
end

local function fill_counter()
  local name, n = take(), take()
  call('ZADD', key('counters.names'), 0, name)
  return call('HSETNX', key('counters'), name, n) == 1
end

local function fill_work()
  local w = {
    id = take(), kind = take(), subject = take(), at = take(), clock = take(), data = take(),
    try = take(), rest = take(), dead = take(), error = take(), owner = '', lease = '0', born = '0',
  }
  if call('EXISTS', due_key(w.id)) == 1 then return false end
  call('HSET', due_key(w.id), 'kind', w.kind, 'subject', w.subject, 'at', w.at, 'clock', w.clock, 'data', w.data,
    'owner', '', 'lease', '0', 'born', '0', 'try', w.try, 'rest', w.rest, 'dead', w.dead, 'error', w.error)
  if w.subject ~= '' then call('SADD', key('due.subject', w.subject), w.id) end
  index(w)
  return true
end

local function fill_message()
  local id, chat, channel, class, booking = take(), take(), take(), take(), take()
  local placement, not_after, parent, sealed, seq, try = take(), take(), take(), take(), take(), take()
  if call('EXISTS', key('message', id)) == 1 then return false end
  local c = chat_state(chat)
  unplace(c)
  call('HSET', key('message', id), 'seq', seq, 'chat', chat, 'channel', channel, 'class', class, 'booking', booking,
    'placement', placement, 'not_after', not_after, 'parent', parent, 'sealed', sealed, 'try', try, 'held', '0')
  call('ZADD', key('queue', chat), seq, id)
  if class == 'reply' then call('ZADD', key('replies', chat), seq, id) end
  call('ZREM', key('chats.idle'), chat)
  place(c)
  return true
end

local function fill_chat()
  local chat, rest = take(), take_number()
  if call('EXISTS', key('chat', chat)) == 1 then return false end
  local c = chat_state(chat)
  unplace(c)
  c.rest = rest
  save(c)
  place(c)
  return true
end

local fills = {
  r = fill_record, c = fill_claim, o = fill_command, n = fill_counter, w = fill_work, m = fill_message, t = fill_chat,
}
for i = 1, take_number() do
  if not fills[take()]() then return { 'twice', i } end
end
return { 'ok' }
