untouched = These stay as they are:
    { $list }.
