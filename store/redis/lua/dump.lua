-- A dump gives everything as it was when it began, while others write: what is
-- about to change for the first time since is copied before (lib.lua), and read
-- from the copy. Nobody else waits for more than a batch.
local lasting = 300000 -- for so many ms, unless it is prolonged: who dumps may be gone

-- clean removes copies, so many at most; false if more are left. They count as
-- records that are gone: an erased parent's key may be among them.
local function clean(most)
  local names = call('SPOP', key('dump.kept'), most)
  for _, name in ipairs(names) do call('DEL', key('dump', name)) end
  if #names > 0 then call('INCRBY', key('gone'), #names) end
  if #names == most then return false end
  call('DEL', key('dump.kept'), key('dump.commands'))
  return true
end

-- going prolongs the dump, or is false: it was away for too long.
local function going(id)
  return call('GET', key('dump')) == id and call('PEXPIRE', key('dump'), lasting) == 1
end

-- then_ is a key as it was when the dump began.
local function then_(name)
  if call('SISMEMBER', key('dump.kept'), name) == 1 then return key('dump', name) end
  return prefix .. name
end
