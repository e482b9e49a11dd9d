# Footer of messages and words of the List-* fields. One line each, as short as can be; ASCII, so
# that a plain text stays plain.
footer-reply = To reply to everyone, reply to this message.
footer-reply-author = Your reply will go to the person who wrote this message.
footer-reply-team = Your reply will go to the people who host this community.
footer-thread = The whole conversation: { $url }
footer-mute = To stop getting this thread: { $address }
footer-leave = To leave this community, write to { $address }
footer-thread-link = The whole conversation
footer-follow-link = Follow this thread
footer-mute-link = Mute it
footer-leave-link = Leave this community
# Subject of the mail that asks for help: a command word.
list-help-subject = help
# What stands in place of a large file.
file-linked = { $name } ({ $size } KB): { $url }
file-unnamed = Attachment
