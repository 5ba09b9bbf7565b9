select json_object('data', json_group_array(json_object(
    'id', id, 'name', name,
    'recipes', json((
        select json_group_array(json_object(
            'title', title,
            'ingredients', json((
                select json_group_array(json_object(
                    'quantity', quantity,
                    'ingredients_id', iif(ingredient is null, null, json_object('name', name))
                ))
                from (
                    select quantity, ingredients.id as ingredient, name
                    from recipes_ingredients
                    left join ingredients on ingredients.id = ingredients_id
                    where recipes_id = recipes.id order by sort
                )
            ))
        ))
        from (select id, title from recipes where origin = countries.id order by id) recipes
    ))
)))
from (select id, name from countries order by id limit 5) countries
