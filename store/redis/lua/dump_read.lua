-- Some keys, each with what it held: a text or a hash.
local id, names = take(), take_all(take)
if not going(id) then return { 'lost' } end
local found = { 'ok' }
for _, name in ipairs(names) do
  local from, value = then_(name), nil
  if string.sub(name, 1, 7) == 'record:' then
    value = call('GET', from)
  else
    value = call('HGETALL', from)
    if #value == 0 then value = nil end
  end
  if value then
    table.insert(found, name)
    table.insert(found, value)
  end
end
return found
