-- What every script begins with. KEYS[1] is a key of the store, so that a
-- cluster finds the node; ARGV[1] is what all keys begin with, and what follows
-- is read in order with take. Instants are UTC milliseconds, 0 meaning none.
--
-- Redis undoes nothing when a script fails: each one reads and decides before
-- it writes.
local prefix, taken, call = ARGV[1], 1, redis.call

-- A store that is being filled is open to nobody else; of one that is being
-- dumped, what is about to change is kept (see dump.lua).
local state = call('MGET', prefix .. 'layout', prefix .. 'dump')
if state[1] and not tonumber(state[1]) and not filling then return { 'filling' } end
if state[2] then
  local families = { record = true, due = true, message = true, chat = true, owner = true }
  local function keep(name)
    local short = string.sub(name, #prefix + 1)
    if families[string.match(short, '^(%a+):') or ''] and redis.call('SADD', prefix .. 'dump.kept', short) == 1 then
      local copy = prefix .. 'dump:' .. short
      if redis.call('COPY', name, copy, 'REPLACE') == 1 then redis.call('PEXPIRE', copy, 21600000) end
    end
  end
  local function keep_command(word, id)
    local before = 'new'
    if word == 'HDEL' then
      before = 'old:' .. redis.call('ZSCORE', prefix .. 'commands.at', id) .. ':' .. redis.call('HGET', prefix .. 'commands', id)
    end
    redis.call('HSETNX', prefix .. 'dump.commands', id, before)
  end
  local changing = { SET = true, DEL = true, HSET = true, HDEL = true }
  call = function(word, ...)
    local a = { ... }
    if changing[word] and a[1] == prefix .. 'commands' then
      keep_command(word, a[2])
    elseif changing[word] then
      keep(a[1])
      for i = 2, word == 'DEL' and #a or 1 do keep(a[i]) end
    end
    return redis.call(word, ...)
  end
end

local function take()
  taken = taken + 1
  return ARGV[taken]
end

local function take_number() return tonumber(take()) end

-- take_all reads how many come, then each of them.
local function take_all(one)
  local all = {}
  for i = 1, take_number() do all[i] = one() end
  return all
end

local function take_pair() return { take(), take() } end

-- whole writes a number without an exponent; as a string, Lua would cut it to
-- fourteen digits.
local function whole(n) return string.format('%.0f', n) end

local function key(name, rest)
  if rest then return prefix .. name .. ':' .. rest end
  return prefix .. name
end
