-- Neovim 0.7 and newer.
vim.cmd([[
  autocmd BufRead,BufNewFile *.ami setfiletype ami
  autocmd BufRead * if &filetype !=# 'ami' && getline(1) =~# '^Asterisk Call Manager/' | set filetype=ami | endif
]])
local server = { cmd = { 'ami-logs-server', '--stdio' }, filetypes = { 'ami' }, settings = { ami = { asteriskVersion = 'auto' } } }
if vim.lsp.config then
  -- 0.11 and newer
  vim.lsp.config('ami-logs', server)
  vim.lsp.enable('ami-logs')
else
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'ami',
    callback = function(args)
      server.name, server.root_dir = 'ami-logs', vim.fn.getcwd()
      if vim.lsp.start then
        vim.lsp.start(server)
      else
        vim.lsp.buf_attach_client(args.buf, vim.lsp.start_client(server))
      end
    end,
  })
end
