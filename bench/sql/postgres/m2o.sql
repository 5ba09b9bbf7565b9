select json_build_object('data', json_agg(item))
from (
    select city.id, city.name, city.population,
        case when country.id is not null then
            json_build_object('id', country.id, 'name', country.name, 'region', country.region)
        end as country
    from (select id, name, population, country from cities order by id limit 100) city
    left join countries country on country.id = city.country
    order by city.id
) item
