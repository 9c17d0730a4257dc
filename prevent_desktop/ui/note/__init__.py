"""Write a note or an event: kept as it is typed, in the record once it is finished."""
