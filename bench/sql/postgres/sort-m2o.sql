select json_build_object('data', json_agg(item))
from (
    select cities.id, cities.name,
        case when countries.id is not null then json_build_object('name', countries.name) end
            as country
    from cities left join countries on countries.id = country
    order by countries.name, cities.name limit 100
) item
