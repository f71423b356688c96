-- Opens the capture that AMI_CAPTURE names and writes what the language server says of it, as JSON, into the file that AMI_RESULT names.
local result = {}
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.AMI_CAPTURE))
result.filetype = vim.bo.filetype
vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 50)
result.clients = #vim.tbl_keys((vim.lsp.get_clients or vim.lsp.buf_get_clients)(vim.lsp.get_clients and { bufnr = 0 } or 0))
local found = vim.diagnostic.get(0)
result.diagnostics = vim.tbl_map(function(one) return { line = one.lnum, code = one.code, source = one.source } end, found)

local function ask(method, more)
  local params = vim.tbl_extend('force', { textDocument = vim.lsp.util.make_text_document_params() }, more or {})
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 30000) or {}) do
    return answer.result, answer.error or answer.err
  end
end
local line = vim.fn.search('^Cause: ', 'n') - 1
result.hover = ask('textDocument/hover', { position = { line = line, character = 8 } })
result.symbols = vim.tbl_map(function(one) return one.name end, ask('textDocument/documentSymbol') or {})
result.folds = #(ask('textDocument/foldingRange') or {})
local _, refused = ask('textDocument/rename', { position = { line = line, character = 8 }, newName = 'x' })
result.renaming = refused and refused.message or ''
local whole = { start = { line = 0, character = 0 }, ['end'] = { line = vim.fn.line('$'), character = 0 } }
result.tokens = #((ask('textDocument/semanticTokens/range', { range = whole }) or {}).data or {})
local reported = vim.tbl_map(function(one)
  local range = { start = { line = one.lnum, character = one.col }, ['end'] = { line = one.end_lnum, character = one.end_col } }
  return { source = one.source, code = one.code, message = one.message, range = range }
end, found)
local actions = ask('textDocument/codeAction', { range = whole, context = { diagnostics = reported } })
result.actions = vim.tbl_map(function(one) return one.title end, actions or {})
vim.fn.writefile({ vim.fn.json_encode(result) }, vim.env.AMI_RESULT)
vim.cmd('qall!')
