"""From counted findings and judgements to points (评分), in exact rationals."""
