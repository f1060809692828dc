-- Claims on resources. Each stands twice: in its resource's sorted set, by its
-- reach (end + pad), as "start:end:pad:capacity:expires:owner"; and in its
-- owner's hash, under "start:end:resource", as "pad:capacity:expires".

local function take_claim()
  local c = {
    owner = take(), resource = take(), from = take(), to = take(), pad = take(),
    capacity = take(), expires = take(), reach = take(), span = take(),
  }
  c.times = c.from .. ':' .. c.to .. ':'
  c.id = c.times .. c.owner
  c.terms = c.pad .. ':' .. c.capacity .. ':' .. c.expires
  return c
end

-- span_of returns the longest reach of the resource's claims; false where it has
-- none. It is read once.
local spans = {}

local function span_of(resource)
  if spans[resource] == nil then spans[resource] = tonumber(call('HGET', key('claims.span'), resource) or nil) or false end
  return spans[resource]
end

-- near lists the claims on a resource whose reach lies after low and that may
-- start before high: none of the past is read, and nothing beyond what the
-- longest claim of the resource allows.
local function near(resource, low, high, pad)
  local span = span_of(resource)
  if not span then return {} end
  local beyond = high + math.max(pad, span) + span
  return call('ZRANGEBYSCORE', key('claims', resource), '(' .. whole(low), '(' .. whole(beyond))
end

-- touch tells whether two claims of different owners that both live are too
-- close: each starts before the other's end plus the larger pad of the two.
local function touch(c, from, to, pad)
  local gap = math.max(tonumber(c.pad), pad)
  return from < tonumber(c.to) + gap and tonumber(c.from) < to + gap
end

-- crowd counts the stored claims of others that touch c, without those of
-- owners that release theirs and those that a claim of the same change replaces.
local function crowd(c, now, released, replaced)
  local n, pad = 0, tonumber(c.pad)
  for _, member in ipairs(near(c.resource, c.from - pad, c.to, pad)) do
    local from, to, p, expires, owner = string.match(member, '^(%-?%d+):(%-?%d+):(%d+):%d+:(%-?%d+):(.*)$')
    expires = tonumber(expires)
    if owner ~= c.owner and not released[owner] and (expires == 0 or expires > now)
      and not replaced[c.resource .. ':' .. from .. ':' .. to .. ':' .. owner]
      and touch(c, tonumber(from), tonumber(to), tonumber(p)) then
      n = n + 1
    end
  end
  return n
end

-- full returns the first resource that has no room for a claim; each claim
-- before counts.
local function full(claims, owners, now)
  local released, replaced, before = {}, {}, {}
  for _, owner in ipairs(owners) do released[owner] = true end
  for _, c in ipairs(claims) do
    local n = crowd(c, now, released, replaced)
    for _, b in pairs(before) do
      local expires = tonumber(b.expires)
      if b.resource == c.resource and b.owner ~= c.owner and (expires == 0 or expires > now)
        and touch(c, tonumber(b.from), tonumber(b.to), tonumber(b.pad)) then
        n = n + 1
      end
    end
    if n >= tonumber(c.capacity) then return c.resource end
    before[c.resource .. ':' .. c.id] = c
    replaced[c.resource .. ':' .. c.id] = true
  end
end

-- forget takes a claim out of its resource's set.
local function forget(owner, field, terms)
  local times, resource = string.match(field, '^(%-?%d+:%-?%d+:)(.*)$')
  call('ZREM', key('claims', resource), times .. terms .. ':' .. owner)
  if string.sub(terms, -2) ~= ':0' then
    call('ZREM', key('claims.expire'), #owner .. ':' .. owner .. field)
  end
  if call('EXISTS', key('claims', resource)) == 0 then
    call('HDEL', key('claims.span'), resource)
    spans[resource] = false
  end
end

local function release(owner)
  local all = call('HGETALL', key('owner', owner))
  for i = 1, #all, 2 do forget(owner, all[i], all[i + 1]) end
  if #all > 0 then call('DEL', key('owner', owner)) end
end

local function claim(c)
  local field = c.times .. c.resource
  local earlier = call('HGET', key('owner', c.owner), field)
  if earlier then forget(c.owner, field, earlier) end
  call('HSET', key('owner', c.owner), field, c.terms)
  call('ZADD', key('claims', c.resource), c.reach, c.times .. c.terms .. ':' .. c.owner)
  if c.expires ~= '0' then call('ZADD', key('claims.expire'), c.expires, #c.owner .. ':' .. c.owner .. field) end
  local span = span_of(c.resource)
  if not span or span < tonumber(c.span) then
    call('HSET', key('claims.span'), c.resource, c.span)
    spans[c.resource] = tonumber(c.span)
  end
end
