-- What every script begins with. KEYS[1] is a key of the store, so that a
-- cluster finds the node; ARGV[1] is what all keys begin with, and what follows
-- is read in order with take. Instants are UTC milliseconds, 0 meaning none.
--
-- Redis undoes nothing when a script fails: each one reads and decides before
-- it writes.
local prefix, taken, call = ARGV[1], 1, redis.call

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
