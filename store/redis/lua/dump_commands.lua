-- Some commands, each with when it was applied and its outcome.
local id, names = take(), take_all(take)
if not going(id) then return { 'lost' } end
local found = { 'ok' }
for _, name in ipairs(names) do
  local before = call('HGET', key('dump.commands'), name)
  local at, outcome
  if before then
    at, outcome = string.match(before, '^old:(%-?%d+):(.*)$')
  else
    outcome = call('HGET', key('commands'), name)
    at = outcome and call('ZSCORE', key('commands.at'), name)
  end
  if at then
    table.insert(found, name)
    table.insert(found, at)
    table.insert(found, outcome)
  end
end
return found
