-- Neovim 0.7 and newer: the set-up that the README gives.
vim.cmd('autocmd BufRead,BufNewFile *.ami setfiletype ami')
if vim.lsp.config then
  -- 0.11 and newer
  vim.lsp.config('ami-logs', { cmd = { 'ami-logs-server', '--stdio' }, filetypes = { 'ami' } })
  vim.lsp.enable('ami-logs')
else
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'ami',
    callback = function(args)
      local server = { name = 'ami-logs', cmd = { 'ami-logs-server', '--stdio' }, root_dir = vim.fn.getcwd() }
      if vim.lsp.start then
        vim.lsp.start(server)
      else
        vim.lsp.buf_attach_client(args.buf, vim.lsp.start_client(server))
      end
    end,
  })
end
