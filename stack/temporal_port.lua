-- What a request to start a workflow may say at Temporal's port. It could ask to terminate the running workflow of that
-- name, or start what deletes a whole namespace, in the namespace `temporal-system`. What could hide either is refused, too.

local SERVICE = "/temporal.api.workflowservice.v1.WorkflowService/"

local ALLOWED = { -- of StartWorkflowExecutionRequest, by the number of the field; other fields may say what they like
  [1] = {cspr = true}, -- namespace
  [11] = {[0] = true, true, true, true}, -- workflow_id_reuse_policy: all but TERMINATE_IF_RUNNING, which is 4
  [17] = {[0] = true}, -- request_eager_execution: no, only workers are given tasks
  [22] = {[0] = true, true, true}, -- workflow_id_conflict_policy: all but TERMINATE_EXISTING, which is 3
}

-- A protobuf message's fields in their order, repeated ones as often as they come; raises where it is no such message.
local function fields(message)
  local found, at = {}, 1

  local function take(length)
    assert(at + length <= #message + 1)
    at = at + length
    return message:sub(at - length, at - 1)
  end

  local function number()
    local value, weight = 0, 1
    repeat
      assert(weight < 2 ^ 70) -- ten bytes
      local byte = take(1):byte()
      value, weight = value + byte % 128 * weight, weight * 128
    until byte < 128
    return value
  end

  while at <= #message do
    local tag = number()
    local kind = tag % 8
    assert(tag < 2 ^ 32 and (kind == 0 or kind == 2)) -- these messages have numbers, and what has a length
    table.insert(found, {number = (tag - kind) / 8, value = kind == 0 and number() or take(number())})
  end
  return found
end

local function may_start(message)
  local named = false
  for _, field in ipairs(fields(message)) do
    local allowed = ALLOWED[field.number]
    if allowed and not allowed[field.value] then return false end
    named = named or field.number == 1
  end
  return named
end

local function may_start_and_update(message) -- Temporal refuses one whose namespaces differ
  for _, operation in ipairs(fields(message)) do
    if operation.number == 2 then
      for _, part in ipairs(fields(operation.value)) do
        if part.number == 1 and not may_start(part.value) then return false end
      end
    end
  end
  return true
end

local LOOKED_INTO = {
  [SERVICE .. "StartWorkflowExecution"] = may_start,
  [SERVICE .. "ExecuteMultiOperation"] = may_start_and_update,
}

-- The one message of a request as it travels: a byte that says whether it is compressed, four of its length, and it.
local function message_in(body)
  local text = body and body:getBytes(0, body:length()) or ""
  assert(#text >= 5 and text:byte(1) == 0)
  local first, second, third, fourth = text:byte(2, 5)
  assert(#text - 5 == ((first * 256 + second) * 256 + third) * 256 + fourth)
  return text:sub(6)
end

function envoy_on_request(handle)
  local may = LOOKED_INTO[handle:headers():get(":path"):match("^[^?]*")]
  if not may then return end
  local body = handle:body()
  local read, allowed = pcall(function() return may(message_in(body)) end)
  if read and allowed then return end
  handle:respond({
    [":status"] = "200",
    ["content-type"] = "application/grpc",
    ["grpc-status"] = "7",
    ["grpc-message"] = read and "this port starts nothing in place of what runs, and in cspr alone"
      or "this port cannot read the request; a client must send it uncompressed",
  }, "")
end
