(define-derived-mode ami-mode prog-mode "AMI"
  (setq font-lock-defaults
        '((("^\\(Event\\|Action\\|Response\\): *\\(.*\\)" (1 font-lock-keyword-face) (2 font-lock-function-name-face))
           ("^[^: \n]+:" . font-lock-variable-name-face)) t)))
(add-to-list 'auto-mode-alist '("\\.ami\\'" . ami-mode))
(add-to-list 'magic-mode-alist '("Asterisk Call Manager/" . ami-mode))
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(ami-mode . ("ami-logs-server" "--stdio"))))
(setq-default eglot-workspace-configuration '(:ami (:asteriskVersion "auto")))
(add-hook 'ami-mode-hook 'eglot-ensure)
