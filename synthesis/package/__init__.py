"""The data package: schema, rules, plan, read as one immutable value."""
