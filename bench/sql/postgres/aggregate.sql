select json_build_object('data', json_agg(item))
from (
    select country, count::text as count, json_build_object('population', population) as max
    from (
        select country, count(*), max(population) as population
        from cities group by country order by country limit 100
    ) counted
) item
