short-title-announcement = The { $brand } online store is closing, as it must
