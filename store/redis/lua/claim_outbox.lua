-- ClaimOutbox. 'more': so many chats became free at once that the caller has to
-- ask again.
local owner, chat, now, lease, n = take(), take(), take_number(), take_number(), take_number()

local function claimable(c, held)
  return held ~= nil and held <= now and c.rest <= now and (c.lease <= now or c.owner == owner)
end

-- wake files the chats that are free now; false if more may be left.
local function wake(scope)
  local free = call('ZRANGEBYSCORE', key('chats.wait', scope), '-inf', whole(now), 'LIMIT', 0, 500)
  for _, name in ipairs(free) do
    local set, place_in_it = rank(name)
    call('ZREM', key('chats.wait', scope), name)
    call('ZADD', key(set, scope), place_in_it, name)
  end
  return #free < 500
end

-- free lists the first chats of a set that may be claimed, with their places;
-- one that only seemed free to a clock that is ahead goes back.
local function free(set, scope)
  while true do
    local all, back = call('ZRANGE', key(set, scope), 0, n - 1, 'WITHSCORES'), false
    for i = 1, #all, 2 do
      local c = chat_state(all[i])
      local held = out(c.name)
      if not claimable(c, held) then
        back = true
        call('ZREM', key(set, scope), c.name)
        call('ZADD', key('chats.wait', scope), whole(free_at(c, held, scope)), c.name)
      end
    end
    if not back then return all end
  end
end

-- chats lists at most n chats that the owner may claim, in the order of their places.
local function chats(set)
  local all, seen = {}, {}
  for _, scope in ipairs(scopes(owner)) do
    local some = free(set, scope)
    for i = 1, #some, 2 do
      if not seen[some[i]] then
        seen[some[i]] = true
        table.insert(all, { name = some[i], at = tonumber(some[i + 1]) })
      end
    end
  end
  table.sort(all, function(a, b) return a.at < b.at end)
  while #all > n do table.remove(all) end
  return all
end

local chosen = {}
local function choose(of_chat, ids)
  for i = 1, #ids, 2 do
    if #chosen < n then table.insert(chosen, { id = ids[i], seq = tonumber(ids[i + 1]), chat = of_chat }) end
  end
end

local function by_seq(a, b) return a.seq < b.seq end

-- others takes the first messages of all chats in which no reply waits.
local function others()
  local all, left = {}, n - #chosen
  if left == 0 then return end
  local heads = chats('chats.other')
  local upto = '+inf'
  if #heads >= left then upto = whole(heads[left].at) end
  for _, c in ipairs(heads) do
    local ids = call('ZRANGEBYSCORE', key('queue', c.name), '-inf', upto, 'WITHSCORES', 'LIMIT', 0, left)
    for i = 1, #ids, 2 do table.insert(all, { id = ids[i], seq = tonumber(ids[i + 1]), chat = c.name }) end
  end
  table.sort(all, by_seq)
  for i = 1, math.min(left, #all) do table.insert(chosen, all[i]) end
end

if chat ~= '' then
  local c = chat_state(chat)
  if claimable(c, out(chat)) then choose(chat, call('ZRANGE', key('queue', chat), 0, n - 1, 'WITHSCORES')) end
else
  for _, scope in ipairs(scopes(owner)) do
    if not wake(scope) then return { 'more' } end
  end
  for _, c in ipairs(chats('chats.reply')) do
    choose(c.name, call('ZRANGE', key('queue', c.name), 0, n - 1, 'WITHSCORES'))
  end
  others()
end

local answer, leased = { 'ok' }, {}
for _, m in ipairs(chosen) do
  if not leased[m.chat] then
    leased[m.chat] = chat_state(m.chat)
    unplace(leased[m.chat])
  end
end
for _, m in ipairs(chosen) do
  local k = key('message', m.id)
  call('HSET', k, 'held', whole(lease))
  call('HINCRBY', k, 'try', 1)
  local v = call('HMGET', k, 'seq', 'chat', 'channel', 'class', 'booking', 'placement', 'not_after', 'parent', 'sealed', 'try')
  table.insert(v, 1, m.id)
  table.insert(answer, v)
end
for _, c in pairs(leased) do
  c.owner, c.lease = owner, lease
  save(c)
  place(c)
end
return answer
