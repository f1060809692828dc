-- Counts.
local found = { 'ok' }
for _, name in ipairs(call('ZRANGEBYLEX', key('counters.names'), take(), take())) do
  table.insert(found, name)
  table.insert(found, call('HGET', key('counters'), name))
end
return found
