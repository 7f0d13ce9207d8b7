"""What is known of the numbers: where they were read, how often, and who judged the trials."""
