;; Opens the capture that AMI_CAPTURE names and writes what the language server says of it, as JSON, into the file that AMI_RESULT names.
(require 'json)
(package-activate-all)
(require 'eglot)
(load (getenv "AMI_CONFIG"))

(defun try-until (ready)
  "Wait until READY gives something, and give that."
  (let ((end (+ (float-time) 30)) found)
    (while (and (not (setq found (funcall ready))) (< (float-time) end))
      (accept-process-output nil 0.05))
    found))

(defun try-hover ()
  "What the echo area would say at point."
  (let (said)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq said text)))
    (substring-no-properties (or (try-until (lambda () said)) ""))))

(find-file (getenv "AMI_CAPTURE"))
;; What `eglot-ensure' waits for: there are no commands in a batch.
(run-hooks 'post-command-hook)
(try-until #'eglot-current-server)
(let* ((diagnostics (try-until #'flymake-diagnostics))
       (found (mapcar (lambda (one)
                        `((line . ,(1- (line-number-at-pos (flymake-diagnostic-beg one)))) (text . ,(flymake-diagnostic-text one))))
                      diagnostics))
       (symbols (mapcar #'substring-no-properties (seq-filter #'stringp (flatten-tree (imenu--make-index-alist t)))))
       (hover (progn (goto-char (point-min)) (re-search-forward "^Cause: ") (try-hover)))
       (rename (condition-case refused (progn (eglot-rename "x") "") (error (format "%S" refused))))
       (actions (mapcar (lambda (one) (plist-get one :title)) (eglot-code-actions (point-min) (point-max))))
       (said `((mode . ,major-mode) (diagnostics . ,(vconcat found)) (symbols . ,(vconcat symbols)) (hover . ,hover)
               (rename . ,rename) (actions . ,(vconcat actions)))))
  (with-temp-file (getenv "AMI_RESULT") (insert (json-encode said))))
(kill-emacs 0)
