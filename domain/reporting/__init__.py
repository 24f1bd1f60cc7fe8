"""What the safeguarding partners report: how duties were kept, how long stages took, what incidents there were."""
