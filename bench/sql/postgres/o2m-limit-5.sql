select json_build_object('data', json_agg(item))
from (
    select id, name, (
        select coalesce(json_agg(city), '[]')
        from (
            select id, name, population
            from cities where country = countries.id order by population desc limit 5
        ) city
    ) as cities
    from countries order by id limit 20
) item
