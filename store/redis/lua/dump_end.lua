-- Nothing is kept any more, then what was kept goes.
if call('GET', key('dump')) == take() then call('DEL', key('dump')) end
if call('EXISTS', key('dump')) == 1 or clean(500) then return { 'ok' } end
return { 'more' }
