using System;
using Microsoft.EntityFrameworkCore.Migrations;
using NpgsqlTypes;

#nullable disable

namespace OmeNgff.Catalog.Migrations
{
    /// <inheritdoc />
    public partial class SearchIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "records_by_name",
                table: "records");

            migrationBuilder.DropIndex(
                name: "records_by_words",
                table: "records");

            migrationBuilder.DropColumn(
                name: "words",
                table: "records");

            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:btree_gist", ",,")
                .Annotation("Npgsql:PostgresExtension:cube", ",,")
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,")
                .OldAnnotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.AddColumn<Guid>(
                name: "cursor_key",
                table: "catalog",
                type: "uuid",
                nullable: false,
                defaultValueSql: "gen_random_uuid()");

            migrationBuilder.AddColumn<int>(
                name: "search_format",
                table: "catalog",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "image_views",
                columns: table => new
                {
                    image_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    view_revision = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("image_views_key", x => x.image_id);
                });

            migrationBuilder.UpdateData(
                table: "catalog",
                keyColumn: "id",
                keyValue: 1,
                column: "search_format",
                value: 0);

            migrationBuilder.CreateIndex(
                name: "records_by_name",
                table: "records",
                column: "name")
                .Annotation("Npgsql:IndexMethod", "hash");

            migrationBuilder.Sql("insert into image_views select image_id, view_revision from image_index");
            migrationBuilder.DropTable(
                name: "image_index");
            migrationBuilder.Sql(Tables);
            migrationBuilder.Sql(Indexes);
            migrationBuilder.Sql(Functions);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop function placement_meets;
                drop function search_moment;
                drop table search_index, placed_extents, plate_wells, saved_matches, saved_members, saved_searches;
                drop sequence search_index_key;
                """);
            migrationBuilder.DropTable(
                name: "image_views");

            migrationBuilder.DropIndex(
                name: "records_by_name",
                table: "records");

            migrationBuilder.DropColumn(
                name: "cursor_key",
                table: "catalog");

            migrationBuilder.DropColumn(
                name: "search_format",
                table: "catalog");

            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,")
                .OldAnnotation("Npgsql:PostgresExtension:btree_gist", ",,")
                .OldAnnotation("Npgsql:PostgresExtension:cube", ",,")
                .OldAnnotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.AddColumn<NpgsqlTsVector>(
                name: "words",
                table: "records",
                type: "tsvector",
                nullable: false,
                computedColumnSql: "to_tsvector('simple', search_text)",
                stored: true);

            migrationBuilder.CreateTable(
                name: "image_index",
                columns: table => new
                {
                    image_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    axes = table.Column<string[]>(type: "text[]", nullable: false),
                    diagnostics = table.Column<string[]>(type: "text[]", nullable: false),
                    extent_max = table.Column<double[]>(type: "double precision[]", nullable: false),
                    extent_min = table.Column<double[]>(type: "double precision[]", nullable: false),
                    factors = table.Column<string[]>(type: "text[]", nullable: false),
                    pyramid_kind = table.Column<string>(type: "text", nullable: false),
                    units = table.Column<string[]>(type: "text[]", nullable: false),
                    view_revision = table.Column<long>(type: "bigint", nullable: false),
                    voxel_size = table.Column<double[]>(type: "double precision[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("image_index_key", x => x.image_id);
                });

            migrationBuilder.CreateIndex(
                name: "records_by_name",
                table: "records",
                column: "name")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "records_by_words",
                table: "records",
                column: "words")
                .Annotation("Npgsql:IndexMethod", "gin");
        }

        // Images, arrays and all else apart: there are many more arrays than images, and each is searched in other ways. A
        // key is the order in which records were registered.
        private const string Tables =
            """
            create sequence search_index_key;
            create table search_index (
                kind text collate "C" not null,
                id text collate "C" not null,
                key bigint not null default nextval('search_index_key'),
                dataset text collate "C" not null,
                name text not null,
                created_at timestamptz not null,
                created_by text not null,
                updated_at timestamptz not null,
                updated_by text not null,
                words tsvector not null,
                terms text[] not null,
                address text,
                tags text[] not null,
                attributes jsonb,
                details jsonb,
                ome_version text,
                data_type text,
                axes text[] not null,
                units text[] not null,
                shape bigint[] not null,
                chunk_shape bigint[] not null,
                shard_shape bigint[],
                voxel_size double precision[] not null,
                extent_min double precision[] not null,
                extent_max double precision[] not null,
                codecs text[] not null,
                channels text[] not null,
                pyramid_kind text,
                factors text[] not null,
                diagnostics text[] not null,
                level_count int,
                label_count int,
                label_of text,
                alignments text[] not null,
                constraint search_index_primary primary key (kind, id)
            ) partition by list (kind);
            create table search_index_images partition of search_index for values in ('image');
            create table search_index_arrays partition of search_index for values in ('array');
            create table search_index_others partition of search_index default;
            create table placed_extents (
                image_id text collate "C" not null,
                alignment text collate "C" not null,
                version int not null,
                space text collate "C" not null,
                image_key bigint not null,
                box cube not null,
                center double precision[] not null,
                half_edges double precision[] not null,
                is_exact boolean not null,
                constraint placed_extents_key primary key (image_id, alignment)
            );
            create table plate_wells (
                plate text collate "C" not null,
                ordinal int not null,
                well text collate "C" not null,
                "row" text not null,
                "column" text not null,
                constraint plate_wells_key primary key (plate, ordinal)
            );
            create table saved_searches (
                name text collate "C" primary key,
                description text,
                query json not null,
                version bigint not null,
                created_at timestamptz not null,
                created_by text not null,
                updated_at timestamptz not null,
                updated_by text not null
            );
            create table saved_members (
                search text collate "C" not null references saved_searches on delete cascade,
                kind text collate "C" not null,
                id text collate "C" not null,
                constraint saved_members_key primary key (search, kind, id)
            );
            create table saved_matches (
                search text collate "C" not null references saved_searches on delete cascade,
                number bigint not null,
                at timestamptz not null,
                kind text collate "C" not null,
                id text collate "C" not null,
                constraint saved_matches_key primary key (search, number)
            );
            """;

        // A pending list that has to be read by every search is short.
        private const string Indexes =
            """
            create index search_index_images_by_words on search_index_images using gin (words, terms)
                with (gin_pending_list_limit = 512);
            create index search_index_images_by_name on search_index_images using gin (name gin_trgm_ops)
                with (gin_pending_list_limit = 512);
            create index search_index_images_by_key on search_index_images (key);
            create index search_index_images_by_sorted_name
                on search_index_images ((lower(left(name, 200)) collate "C"), key);
            create index search_index_images_by_created_at on search_index_images (created_at, key);
            create index search_index_images_by_updated_at on search_index_images (updated_at, key);
            create index search_index_images_by_label_of on search_index_images (label_of) where label_of is not null;
            create index search_index_images_by_voxel_size_x
                on search_index_images ((voxel_size[array_position(axes, 'x')]));
            create index search_index_images_by_voxel_size_z
                on search_index_images ((voxel_size[array_position(axes, 'z')]));
            create index search_index_arrays_by_words on search_index_arrays using gin (words, terms)
                with (gin_pending_list_limit = 512);
            create index search_index_arrays_by_key on search_index_arrays (key);
            create index search_index_others_by_words on search_index_others using gin (words, terms)
                with (gin_pending_list_limit = 512);
            create index search_index_others_by_name on search_index_others using gin (name gin_trgm_ops)
                with (gin_pending_list_limit = 512);
            create index search_index_others_by_key on search_index_others (key);
            create index placed_extents_by_box on placed_extents using gist (space, box);
            create index placed_extents_by_key on placed_extents (image_key);
            create index placed_extents_by_alignment on placed_extents (alignment);
            create index plate_wells_by_well on plate_wells (well);
            alter table search_index_images alter column terms set statistics 1000, alter column words set statistics 1000;
            alter table search_index_arrays alter column terms set statistics 1000;
            """;

        // The same arithmetic as SpatialCondition.Meets, in the same order; and the time that a text says, or null.
        private const string Functions =
            """
            create function placement_meets(
                center double precision[], half_edges double precision[], map double precision[],
                box_min double precision[], box_max double precision[])
            returns boolean language plpgsql immutable parallel safe strict as $$
            declare
                rank int := cardinality(center);
                edges int := cardinality(half_edges) / greatest(rank, 1);
                first int;
                middle double precision;
                reach double precision;
                total double precision;
                half double precision;
                box double precision;
            begin
                <<axes>>
                for i in 1 .. cardinality(box_min) loop
                    first := (i - 1) * (rank + 1);
                    middle := map[first + rank + 1];
                    for j in 1 .. rank loop
                        middle := middle + map[first + j] * center[j];
                    end loop;
                    reach := (box_max[i] - box_min[i]) / 2;
                    box := (box_min[i] + box_max[i]) / 2;
                    -- Most have their middle in the box.
                    continue axes when abs(middle - box) <= reach;
                    for edge in 1 .. edges loop
                        total := 0;
                        for j in 1 .. rank loop
                            half := half_edges[(j - 1) * edges + edge];
                            continue axes when map[first + j] <> 0 and abs(half) >= 1e299;
                            total := total + map[first + j] * half;
                        end loop;
                        reach := reach + abs(total);
                    end loop;
                    if abs(middle - box) > reach + 1e-12 * (abs(middle) + abs(box) + reach) then
                        return false;
                    end if;
                end loop;
                return true;
            end
            $$;
            create function search_moment(value text) returns timestamptz
            language plpgsql immutable parallel safe strict set timezone = 'UTC' as $$
            begin
                if value !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$'
                then
                    return null;
                end if;
                return value::timestamptz;
            exception when others then
                return null;
            end
            $$;
            """;
    }
}
