untouched = { $list ->
   *[other] Restent : { $list }.
}
brand-continues = { $brand } continue.
