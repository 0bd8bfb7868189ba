-- What all processes together may take of one account.
--
-- KEYS[1]: a hash with what the provider has left at least: `requests`, `tokens`, `day`. Calls are taken off it when they
-- have been answered; until then they are held. What is free is what is left minus what all hold, so a call that is late
-- or lost on the way is never granted twice. KEYS[2]: a hash of holder to `seen requests tokens places hungry`.
--
-- Everything that a holder tells is absolute or may be told twice: a lost answer costs some room, never an overshoot.
-- The clock is this server's.

local arg = {}
for i = 2, #ARGV do arg[i] = tonumber(ARGV[i]) end
local holder = ARGV[1]
local limit = { requests = arg[2], tokens = arg[3], day = arg[4], places = arg[5] }
local by_minute, quarantine, lifetime = arg[6] == 1, arg[7], arg[8]
local held = { requests = arg[9], tokens = arg[10] }
local open = arg[11]
local left = { requests = arg[12], tokens = arg[13] }
local left_at, used_today, day_ends = arg[14], arg[15], arg[16]
local want = { requests = arg[17], tokens = arg[19] }
local least_tokens, want_places = arg[18], arg[20]
local first_used = 21

local MINUTE, DAY, POLL, HUNGRY_FOR = 60000, 86400000, 50, 2000
-- estimates of tokens err
local KEPT = { requests = 0, tokens = 0.05 }

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local minute = math.floor(now / MINUTE)

local state = {}
local stored = redis.call('HGETALL', KEYS[1])
for i = 1, #stored, 2 do state[stored[i]] = tonumber(stored[i + 1]) end

local function most(what)
  return math.max(1, limit[what] * (1 - KEPT[what]))
end

-- an empty server knows nothing: everything may just have been used up
if not state.born then
  state = { born = now, at = now, minute = minute, day_ends = day_ends, requests = 0, tokens = 0,
    day = limit.day - used_today, limit_requests = limit.requests, limit_tokens = limit.tokens, limit_day = limit.day }
end

for _, what in ipairs({ 'requests', 'tokens' }) do
  state[what] = state[what] + limit[what] - state['limit_' .. what]
  state['limit_' .. what] = limit[what]
  if by_minute then
    if minute > state.minute then state[what] = most(what) end
  else
    state[what] = math.min(most(what), state[what] + (now - state.at) * limit[what] / MINUTE)
  end
end
state.day = state.day + limit.day - state.limit_day
state.limit_day = limit.day
if now >= state.day_ends and day_ends > now then
  state.day, state.day_ends = limit.day, day_ends
elseif day_ends == state.day_ends then
  state.day = math.min(state.day, limit.day - used_today)
end
state.minute, state.at = math.max(minute, state.minute), now

-- what others hold; a dead one's calls may have been counted by the provider
local others = { requests = 0, tokens = 0, places = 0 }
local holders, hungry_others = 1, false
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do
  if all[i] ~= holder then
    local seen, requests, tokens, places, hungry = string.match(all[i + 1], '(%S+) (%S+) (%S+) (%S+) (%S+)')
    if now - tonumber(seen) > lifetime then
      state.requests, state.tokens = state.requests - requests, state.tokens - tokens
      state.day = state.day - requests
      redis.call('HDEL', KEYS[2], all[i])
    else
      others.requests, others.tokens = others.requests + requests, others.tokens + tokens
      others.places = others.places + places
      local is_hungry = now - tonumber(hungry) < HUNGRY_FOR
      hungry_others = hungry_others or is_hungry
      if is_hungry or tonumber(places) > 0 then holders = holders + 1 end
    end
  end
end

-- what was answered since the last time
for i = first_used, #ARGV, 3 do
  local at, requests, tokens = arg[i], arg[i + 1], arg[i + 2]
  if not by_minute or at >= minute then
    state.requests, state.tokens = state.requests - requests, state.tokens - tokens
  end
  if (at + 1) * MINUTE > state.day_ends - DAY then state.day = state.day - requests end
end

-- the provider knows better; what is on its way may be in its count already, or not yet
if left_at > 0 and (not by_minute or math.floor(left_at / MINUTE) == minute) then
  for _, what in ipairs({ 'requests', 'tokens' }) do
    if left[what] >= 0 and limit[what] > 0 then
      local filled = by_minute and 0 or (now - left_at) * limit[what] / MINUTE
      state[what] = math.min(state[what], left[what] + math.max(0, filled) + others[what] + held[what])
    end
  end
end

local settled_at = state.born + quarantine
if by_minute and (limit.requests > 0 or limit.tokens > 0) then
  settled_at = math.ceil(settled_at / MINUTE) * MINUTE
end
local settled = now >= settled_at

local function free(what)
  return math.floor(state[what] - others[what] - held[what] + 1e-6)
end

-- how long until there may be so much
local function wait(what, amount)
  if state[what] >= amount then return POLL end
  if by_minute then return (minute + 1) * MINUTE - now end
  return math.ceil((amount - state[what]) * MINUTE / limit[what])
end

local places, recorded = 0, open
if limit.places > 0 then
  local fair = math.max(1, math.floor(limit.places / holders))
  places = math.max(0, math.min(want_places, limit.places - others.places))
  if hungry_others then places = math.min(places, fair) end
  if not settled then places = 0 end
  recorded = math.max(open, places)
end

local granted = { requests = 0, tokens = 0 }
local waits = 0
if settled and want.requests > 0 then
  if limit.requests > 0 and free('requests') < 1 then waits = math.max(waits, wait('requests', 1)) end
  if limit.tokens > 0 and free('tokens') < least_tokens then waits = math.max(waits, wait('tokens', least_tokens)) end
  local free_today = math.floor(state.day - others.requests - held.requests)
  if limit.day > 0 and free_today < 1 then
    waits = math.max(waits, state.day < 1 and state.day_ends - now or POLL)
  end
  if limit.places > 0 and places <= open then waits = math.max(waits, POLL) end
  if waits == 0 then
    granted.requests = want.requests
    if limit.requests > 0 then granted.requests = math.min(granted.requests, free('requests')) end
    if limit.day > 0 then granted.requests = math.min(granted.requests, free_today) end
    if limit.tokens > 0 then granted.tokens = math.max(0, math.min(want.tokens, free('tokens'))) end
  end
elseif not settled then
  waits = settled_at - now
end

held.requests, held.tokens = held.requests + granted.requests, held.tokens + granted.tokens
local hungry = want.requests > 0 and (waits > 0 or want_places > places) and now or 0
redis.call('HSET', KEYS[2], holder,
  string.format('%d %d %d %d %d', now, held.requests, held.tokens, recorded, hungry))

local headroom = 1
for _, what in ipairs({ 'requests', 'tokens' }) do
  if limit[what] > 0 then headroom = math.min(headroom, free(what) / limit[what]) end
end
if limit.places > 0 then
  headroom = math.min(headroom, (limit.places - others.places - open) / limit.places)
end

local fields = {}
for name, value in pairs(state) do
  fields[#fields + 1] = name
  fields[#fields + 1] = string.format('%.4f', value)
end
redis.call('HSET', KEYS[1], unpack(fields))
redis.call('PEXPIRE', KEYS[1], 2 * DAY)
redis.call('PEXPIRE', KEYS[2], 2 * DAY)

return { settled and 1 or 0, granted.requests, granted.tokens, places, math.ceil(waits),
  math.floor(1000 * math.max(0, headroom)), now, limit.day - math.ceil(state.day) }
