-- List.
local kind, tag, after, limit = take(), take(), take(), take()
local set = key('kind', kind)
if tag ~= '' then set = tag_key(kind, tag) end
local from = '-'
if after ~= '' then from = '(' .. after end
local found = { 'ok' }
for _, id in ipairs(call('ZRANGEBYLEX', set, from, '+', 'LIMIT', 0, limit)) do
  table.insert(found, id)
  table.insert(found, call('GET', key('record', #kind .. ':' .. kind .. ':' .. id)))
end
return found
