# Whether a native reader has read every message of this locale and signed it. Only a workspace may say so: once its own
# reader has signed, it writes `reviewed = yes` in its own `templates/notices/en-GB/locale.ftl`. Here it stays `no`.

reviewed = no
