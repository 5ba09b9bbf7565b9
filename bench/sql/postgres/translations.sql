select json_build_object('data', json_agg(item))
from (
    select id, slug, (
        select coalesce(json_agg(translation), '[]')
        from (
            select title
            from articles_translations
            where articles_id = articles.id and languages_code = 'de' order by id
        ) translation
    ) as translations
    from articles order by id limit 100
) item
