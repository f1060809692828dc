-- Apply: everything is decided before anything is written.
local now, command, outcome = take_number(), take(), take()
local first_outcome = call('HGET', key('commands'), command)
if first_outcome then
  -- A write, so that WAIT on this connection covers what was written before.
  call('SET', key('repeated'), command)
  return { 'repeated', first_outcome }
end

local released = take_all(take)
local expected = take_all(take_expected)
local claims = take_all(take_claim)
local puts = take_all(take_put)
local deletes = take_all(take_key)
local counts = take_all(take_pair)
local fences = take_all(take_fence)
local dropped = take_all(take)
local dues = take_all(take_due)
local silenced = take_all(take)
local messages = take_all(take_message)

local name = stale(expected, {})
if name then return { 'stale', name } end
name = full(claims, released, now)
if name then return { 'taken', name } end
name = stale({}, puts)
if name then return { 'stale', name } end
for _, c in ipairs(counts) do
  c.earlier = call('HGET', key('counters'), c[1])
  if math.abs(tonumber(c.earlier or 0) + tonumber(c[2])) > 9e15 then return { 'counter', c[1] } end
end
name = fenced(fences)
if name then return { 'fenced', name } end
name = waiting(messages, silenced)
if name then return { 'waiting', name } end

-- The first write is one that a full memory refuses.
call('HSET', key('commands'), command, outcome)
call('ZADD', key('commands.at'), whole(now), command)
for _, owner in ipairs(released) do release(owner) end
for _, c in ipairs(claims) do claim(c) end
local gone = 0
for _, r in ipairs(puts) do
  if put(r) then gone = gone + 1 end
end
for _, r in ipairs(deletes) do
  if delete(r) then gone = gone + 1 end
end
if gone > 0 then call('INCRBY', key('gone'), gone) end
for _, c in ipairs(counts) do
  call('HINCRBY', key('counters'), c[1], c[2])
  if not c.earlier then call('ZADD', key('counters.names'), 0, c[1]) end
end
for _, f in ipairs(fences) do done(f) end
for _, subject in ipairs(dropped) do drop(subject) end
for _, w in ipairs(dues) do due(w) end
for _, chat in ipairs(silenced) do silence(chat) end
send(messages, now)
return { 'ok' }
