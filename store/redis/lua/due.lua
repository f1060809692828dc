-- Due work: a hash each, found by sorted sets that all follow from it (index).
-- "held" and "lent" work is moved to "ready" when somebody asks after its
-- instant; what is ready is looked at again before it is handed out.
local clocks = { 'programme', 'machine' }

local function due_key(id) return key('due', id) end

local function due_state(id)
  local v = call('HMGET', due_key(id), 'at', 'clock', 'owner', 'lease', 'born', 'try', 'rest', 'dead', 'subject')
  if not v[1] then return nil end
  return { id = id, at = v[1], clock = v[2], owner = v[3], lease = v[4], born = v[5], try = v[6], rest = v[7], dead = v[8], subject = v[9] }
end

-- kept returns until when nobody may have the work, but the one it was born
-- leased to: its lease or its rest; 0 when anybody may.
local function kept(w) return math.max(tonumber(w.lease), tonumber(w.rest)) end

local function index(w)
  local c = w.clock
  if w.dead == '1' then
    call('ZADD', key('due.dead'), w.at, w.id)
    return
  end
  local until_ = kept(w)
  if w.born == '1' then
    call('ZADD', key('due.born.' .. c), w.at, w.id)
    call('ZADD', key('due.born.' .. c, w.owner), w.at, w.id)
  end
  if until_ == 0 then
    call('ZADD', key('due.ready.' .. c), w.at, w.id)
  else
    call('ZADD', key('due.held.' .. c), whole(until_), w.id)
  end
  if w.born == '1' then until_ = 0 end
  if c == 'machine' then until_ = math.max(until_, tonumber(w.at)) end
  if until_ > 0 then call('ZADD', key('due.free.' .. c), whole(until_), w.id) end
end

local function unindex(w)
  local c = w.clock
  if w.dead == '1' then
    call('ZREM', key('due.dead'), w.id)
    return
  end
  if w.born == '1' then
    call('ZREM', key('due.born.' .. c), w.id)
    call('ZREM', key('due.born.' .. c, w.owner), w.id)
  end
  if call('ZREM', key('due.ready.' .. c), w.id) == 0 then call('ZREM', key('due.held.' .. c), w.id) end
  call('ZREM', key('due.free.' .. c), w.id)
end

local function remove(w)
  unindex(w)
  if w.subject ~= '' then call('SREM', key('due.subject', w.subject), w.id) end
  call('DEL', due_key(w.id))
end

local function take_fence() return { id = take(), try = take() } end

local function holds(w, try) return w ~= nil and w.try == try and w.owner ~= '' end

-- fenced returns the first work that its fence may not finish.
local function fenced(fences)
  local gone = {}
  for _, f in ipairs(fences) do
    if gone[f.id] or not holds(due_state(f.id), f.try) then return f.id end
    gone[f.id] = true
  end
end

local function done(f) remove(due_state(f.id)) end

local function drop(subject)
  for _, id in ipairs(call('SMEMBERS', key('due.subject', subject))) do remove(due_state(id)) end
end

local function take_due()
  local w = {
    id = take(), kind = take(), subject = take(), at = take(), clock = take(), data = take(),
    owner = take(), lease = take(), born = take(),
  }
  w.rest, w.dead = '0', '0'
  return w
end

-- due adds work in place of what has its id, whose tries go on: its holder is
-- fenced off.
local function due(w)
  local earlier = due_state(w.id)
  w.try = '0'
  if earlier then
    w.try = earlier.try
    if earlier.try ~= '0' or earlier.owner ~= '' then w.try = whole(earlier.try + 1) end
    unindex(earlier)
    if earlier.subject ~= '' then call('SREM', key('due.subject', earlier.subject), w.id) end
  end
  call('HSET', due_key(w.id), 'kind', w.kind, 'subject', w.subject, 'at', w.at, 'clock', w.clock, 'data', w.data,
    'owner', w.owner, 'lease', w.lease, 'born', w.born, 'try', w.try, 'rest', '0', 'dead', '0', 'error', '')
  if w.subject ~= '' then call('SADD', key('due.subject', w.subject), w.id) end
  index(w)
end

-- promote makes ready what is held no longer at now, so many at most; false if
-- more may be left.
local function promote(clock, now, most)
  local free = call('ZRANGEBYSCORE', key('due.held.' .. clock), '-inf', now, 'LIMIT', 0, most)
  for _, id in ipairs(free) do
    call('ZREM', key('due.held.' .. clock), id)
    call('ZADD', key('due.ready.' .. clock), call('HGET', due_key(id), 'at'), id)
  end
  return #free < most
end

-- ready tells whether the work is free at now, or only seemed so to a clock that
-- is ahead; then it goes back.
local function ready(id, clock, now, owner)
  local w = due_state(id)
  if kept(w) <= now or (w.born == '1' and w.owner == owner) then return true end
  if call('ZREM', key('due.ready.' .. clock), id) == 1 then
    call('ZADD', key('due.held.' .. clock), whole(kept(w)), id)
  end
  return false
end

-- first lists the first n works of a set that are ready, with their instants.
local function first(set, clock, upto, now, owner, n)
  while true do
    local all, back = call('ZRANGEBYSCORE', set, '-inf', upto, 'WITHSCORES', 'LIMIT', 0, n), false
    for i = 1, #all, 2 do
      if not ready(all[i], clock, now, owner) then back = true end
    end
    if not back then return all end
  end
end

-- full_due is a work as the reader of an answer wants it.
local function full_due(id)
  local v = call('HMGET', due_key(id), 'kind', 'subject', 'at', 'clock', 'data', 'owner', 'lease', 'try', 'error')
  table.insert(v, 1, id)
  return v
end
