-- The layout, from one word to another.
local from, to = take(), take()
if (call('GET', key('layout')) or '') ~= from then return { 'other' } end
call('SET', key('layout'), to)
return { 'ok' }
