# Around a notice: the language's own name, and the way out of the sending service's list.
language-name = العربية
unsubscribe = إلغاء الاشتراك في هذه الرسائل
