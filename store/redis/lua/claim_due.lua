-- ClaimDue. 'more': so much became free at once that the caller has to ask again.
local owner, programme, machine, lease, n = take(), take_number(), take_number(), take(), take_number()
local now = { programme = programme, machine = machine }
for _, c in ipairs(clocks) do
  if not promote(c, machine, 500) then return { 'more' } end
end

local candidates, seen = {}, {}
for _, c in ipairs(clocks) do
  for _, set in ipairs({ key('due.ready.' .. c), key('due.born.' .. c, owner) }) do
    local some = first(set, c, now[c], machine, owner, n)
    for i = 1, #some, 2 do
      if not seen[some[i]] then
        seen[some[i]] = true
        table.insert(candidates, { id = some[i], at = tonumber(some[i + 1]) })
      end
    end
  end
end
table.sort(candidates, function(a, b) return a.at < b.at or (a.at == b.at and a.id < b.id) end)

local claimed = { 'ok' }
for i = 1, math.min(n, #candidates) do
  local w = due_state(candidates[i].id)
  unindex(w)
  w.owner, w.lease, w.born, w.try = owner, lease, '0', whole(w.try + 1)
  call('HSET', due_key(w.id), 'owner', owner, 'lease', lease, 'born', '0', 'try', w.try)
  index(w)
  table.insert(claimed, full_due(w.id))
end
return claimed
