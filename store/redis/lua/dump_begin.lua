-- What a dump that was cut off left goes first.
local id = take()
if call('EXISTS', key('dump')) == 1 then return { 'busy' } end
if not clean(500) then return { 'more' } end
call('SET', key('dump'), id, 'PX', lasting)
call('SADD', key('dump.kept'), '')
call('PEXPIRE', key('dump.kept'), 21600000)
call('HSET', key('dump.commands'), '', 'new')
call('PEXPIRE', key('dump.commands'), 21600000)
return { 'ok', call('HGETALL', key('counters')) }
