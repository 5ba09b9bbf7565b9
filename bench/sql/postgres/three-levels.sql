select json_build_object('data', json_agg(item))
from (
    select id, name, (
        select coalesce(json_agg(recipe), '[]')
        from (
            select title, (
                select coalesce(json_agg(junction), '[]')
                from (
                    select quantity,
                        case when ingredients.id is not null then
                            json_build_object('name', ingredients.name)
                        end as ingredients_id
                    from recipes_ingredients
                    left join ingredients on ingredients.id = ingredients_id
                    where recipes_id = recipes.id
                    order by sort
                ) junction
            ) as ingredients
            from recipes where origin = countries.id order by id
        ) recipe
    ) as recipes
    from countries order by id limit 5
) item
