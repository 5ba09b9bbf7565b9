select json_build_object('data', json_agg(item))
from (
    select id, slug, (
        select coalesce(json_agg(junction), '[]')
        from (
            select case when other.id is not null then json_build_object('slug', other.slug) end
                as related_id
            from articles_related
            left join articles other on other.id = related_id
            where articles_id = articles.id
            order by sort
        ) junction
    ) as related
    from articles order by id limit 50
) item
