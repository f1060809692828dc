-- Sweep: so many of each at most; it answers how many went.
local now, forgotten, most = take(), take(), take()

local function over(set, at) return call('ZRANGEBYSCORE', key(set), '-inf', at, 'LIMIT', 0, most) end

-- parted reads "<length>:text", and what follows.
local function parted(text)
  local size, from = string.match(text, '^(%d+):()')
  local to = from + tonumber(size)
  return string.sub(text, from, to - 1), string.sub(text, to)
end

local n, gone = 0, 0
for _, command in ipairs(over('commands.at', '(' .. forgotten)) do
  call('HDEL', key('commands'), command)
  call('ZREM', key('commands.at'), command)
  n = n + 1
end
for _, member in ipairs(over('claims.expire', now)) do
  local owner, field = parted(member)
  forget(owner, field, call('HGET', key('owner', owner), field))
  call('HDEL', key('owner', owner), field)
  n = n + 1
end
for _, name in ipairs(over('records.expire', now)) do
  local kind, id = parted(name)
  delete({ name = name, kind = kind, id = string.sub(id, 2) })
  n, gone = n + 1, gone + 1
end
for _, chat in ipairs(over('chats.idle', now)) do
  call('DEL', key('chat', chat))
  call('ZREM', key('chats.idle'), chat)
  n = n + 1
end
if gone > 0 then call('INCRBY', key('gone'), gone) end
return { 'ok', n }
