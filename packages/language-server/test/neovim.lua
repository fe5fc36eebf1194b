-- Opens a file in Neovim, has the language server check, explain, complete, mend, format and rename in it, and writes
-- down what the editor was told and what became of the text.
local result = {}

local function finish()
  local file = io.open(os.getenv('RESULT'), 'w')
  file:write(vim.fn.json_encode(result))
  file:close()
  vim.cmd('qa!')
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n'
end

local function run()
  vim.cmd('edit ' .. os.getenv('SOURCE'))
  local buffer = vim.api.nvim_get_current_buf()
  local id = vim.lsp.start_client({
    name = 'infomin',
    cmd = { os.getenv('SERVER_NODE'), os.getenv('SERVER_MODULE'), '--stdio' },
    root_dir = vim.fn.fnamemodify(os.getenv('SOURCE'), ':h'),
  })
  vim.lsp.buf_attach_client(buffer, id)
  local client = function() return vim.lsp.get_client_by_id(id) end
  vim.wait(20000, function() return #vim.diagnostic.get(buffer) > 0 end, 20)
  result.diagnostics = {}
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    local code = found.code or (found.user_data and found.user_data.lsp.code)
    table.insert(result.diagnostics, { code = code, line = found.lnum, column = found.col })
  end

  local function ask(method, line, character, more)
    local params = {
      textDocument = { uri = vim.uri_from_bufnr(buffer) },
      position = { line = line, character = character },
    }
    local answer = client().request_sync(method, vim.tbl_extend('force', params, more or {}), 10000, buffer)
    return answer and answer.result
  end

  local range = { start = { line = 14, character = 12 }, ['end'] = { line = 14, character = 12 } }
  local actions = ask('textDocument/codeAction', 14, 12, { range = range, context = { diagnostics = {} } })
  vim.lsp.util.apply_workspace_edit(actions[1].edit, client().offset_encoding)
  vim.wait(20000, function() return #vim.diagnostic.get(buffer) == 0 end, 20)
  result.mended = vim.fn.map(vim.diagnostic.get(buffer), function(_, found) return found.message end)

  result.hover = ask('textDocument/hover', 18, 8).contents.value
  result.completion = {}
  for _, item in ipairs(ask('textDocument/completion', 14, 12)) do
    table.insert(result.completion, item.label)
  end
  result.definition = ask('textDocument/definition', 20, 29).range.start

  local edits = ask('textDocument/formatting', 0, 0, { options = { tabSize = 2, insertSpaces = true } })
  vim.lsp.util.apply_text_edits(edits, buffer, client().offset_encoding)
  result.formatted = text()
  local rename = ask('textDocument/rename', 18, 8, { newName = 'net' })
  vim.lsp.util.apply_workspace_edit(rename, client().offset_encoding)
  result.renamed = text()
  vim.lsp.stop_client(id)
end

local fine, problem = pcall(run)
if not fine then result = { problem = problem } end
finish()
