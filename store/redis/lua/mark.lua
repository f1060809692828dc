-- The layout: noted in an empty store.
local mine = take()
local found = call('GET', key('layout'))
if not found then
  call('SET', key('layout'), mine)
  found = mine
end
return { 'ok', found }
