-- Dead.
local all = { 'ok' }
for _, id in ipairs(call('ZRANGE', key('due.dead'), 0, -1)) do table.insert(all, full_due(id)) end
return all
