-- The same mix that the checking clients ask for.
local paths = {"/good", "/good", "/json", "/missing", "/length", "/silent", "/injected", "/failing", "/stream", "/broken-stream"}
local number = 0

function request()
  number = number % #paths + 1
  return wrk.format("GET", paths[number])
end
