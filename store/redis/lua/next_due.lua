-- NextDue.
local clock, now = take(), take_number()
local function head(set)
  local one = call('ZRANGE', set, 0, 0, 'WITHSCORES')
  return one[2]
end

if clock == 'machine' then
  local at = head(key('due.free.machine'))
  local resting = call('ZRANGEBYSCORE', key('due.free.programme'), '(' .. whole(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
  if not at or (resting and tonumber(resting) < tonumber(at)) then at = resting end
  return { 'ok', at }
end

if not promote(clock, now, 500) then return { 'more' } end
local at = first(key('due.ready.' .. clock), clock, '+inf', now, '', 1)[2]
local born = head(key('due.born.' .. clock))
if not at or (born and tonumber(born) < tonumber(at)) then at = born end
return { 'ok', at }
