-- Records. A record's name is its kind and id as "<length of kind>:kind:id"; its
-- value is "<version> <expires> <length of the tags>\n", the tags, the data.

-- head returns the version as a string, or nil where there is no record, and
-- where in the value the tags stand. It is read once, until the record is written.
local heads = {}

local function head(name)
  local h = heads[name]
  if not h then
    local text = call('GETRANGE', key('record', name), 0, 63)
    local version, length, from = string.match(text, '^(%d+) %-?%d+ (%d+)\n()')
    h = version and { version, from - 1, tonumber(length) } or {}
    heads[name] = h
  end
  return h[1], h[2], h[3]
end

local function take_expected()
  return { name = take(), version = take() }
end

local function take_put()
  local r = { name = take(), kind = take(), id = take(), version = take(), next = take(), expires = take() }
  r.tags = take_all(take)
  r.value = take()
  return r
end

local function take_key() return { name = take(), kind = take(), id = take() } end

-- tag_key is of the ids of a kind that bear a tag.
local function tag_key(kind, tag) return key('tag', #kind .. ':' .. kind .. ':' .. tag) end

-- untag takes the record out of the sets of the tags it has.
local function untag(r, from, length)
  local tags = call('GETRANGE', key('record', r.name), from, from + length - 1)
  local at = 1
  while at <= #tags do
    local size, start = string.match(tags, '^(%d+):()', at)
    at = start + tonumber(size)
    call('ZREM', tag_key(r.kind, string.sub(tags, start, at - 1)), r.id)
  end
end

-- stale returns the first record that is not at the version that was expected
-- of it; each put before counts.
local function stale(expected, puts)
  for _, e in ipairs(expected) do
    if (head(e.name) or '0') ~= e.version then return e.name end
  end
  local now = {}
  for _, r in ipairs(puts) do
    if (now[r.name] or head(r.name) or '0') ~= r.version then return r.name end
    now[r.name] = r.next
  end
end

-- put reports whether it replaced something.
local function put(r)
  if r.version ~= '0' then
    local _, from, length = head(r.name)
    if length > 0 then untag(r, from, length) end
    if r.expires == '0' then call('ZREM', key('records.expire'), r.name) end
  else
    call('ZADD', key('kind', r.kind), 0, r.id)
  end
  call('SET', key('record', r.name), r.value)
  heads[r.name] = nil
  for _, tag in ipairs(r.tags) do call('ZADD', tag_key(r.kind, tag), 0, r.id) end
  if r.expires ~= '0' then call('ZADD', key('records.expire'), r.expires, r.name) end
  return r.version ~= '0'
end

-- delete reports whether there was something to delete.
local function delete(r)
  local version, from, length = head(r.name)
  if not version then return false end
  if length > 0 then untag(r, from, length) end
  call('DEL', key('record', r.name))
  heads[r.name] = nil
  call('ZREM', key('kind', r.kind), r.id)
  call('ZREM', key('records.expire'), r.name)
  return true
end
