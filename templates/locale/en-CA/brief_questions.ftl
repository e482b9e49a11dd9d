# Fifty-two ready questions, thirteen a season from January on, one a line. Their order counts.
brief-questions =
    What small thing would you like to try this new year?
    Which project here would you like to see move this winter?
    What did you learn last year that could help somebody here?
    Which tool saved you time lately?
    What are you stuck on at the moment?
    What reading, video or podcast would you recommend?
    Who, elsewhere, does something we could learn from?
    What went well this week?
    With one more hour a week, what would you do here?
    Which question seems too simple to ask, and is it?
    What helps you carry on when energy runs low?
    Which document would be worth sharing here?
    What will you need this spring?
    What begins again around you with spring?
    Which habit did you drop, and what for?
    Who is looking for a hand these days?
    What would you gladly offer if somebody asked?
    Which recent mistake taught you most?
    Which event is worth a visit before summer?
    How do you explain what we do to somebody who arrives?
    Which idea set aside deserves a second chance?
    What went well this month?
    Which local partner deserves to be known?
    What changed in your work over a year?
    Which task could we do together instead of each alone?
    What would you like to finish before summer?
    What are you quietly preparing this summer?
    Which photo would tell your week best?
    What did you come across by chance this summer?
    Which place near you is worth a visit?
    Which summer tip would you share?
    What works well and is too little spoken of?
    Which question always comes back in your conversations?
    Which autumn project would you like to prepare with others?
    Who welcomes new people this summer, and how?
    What would you do differently if you did it again?
    What is your plan for September?
    What would you like us to talk about this autumn?
    What went well this summer?
    What begins around you this autumn?
    Which course or workshop do you recommend?
    Which obstacle would you like to remove before the holidays?
    Whom would you like to thank, and for what?
    What did you harvest, in fact or in spirit, this autumn?
    Which free resource should be better known?
    How do you keep track of what you learn?
    Which decision did you take lately, and how?
    What went well this autumn?
    What would make life simpler before the end of the year?
    What are you proud of this year?
    Which moment of the year do you keep in mind?
    What do you wish this community for next year?
