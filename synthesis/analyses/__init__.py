"""A declared analysis becomes a result; sensitivity, multiverse, certainty."""
