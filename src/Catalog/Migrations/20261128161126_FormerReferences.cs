using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmeNgff.Catalog.Migrations
{
    /// <inheritdoc />
    public partial class FormerReferences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "former_references",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    role = table.Column<short>(type: "smallint", nullable: false),
                    target_kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    target_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    until = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("former_references_key", x => new { x.kind, x.id, x.until, x.role, x.target_kind, x.target_id });
                });

            migrationBuilder.CreateIndex(
                name: "former_references_by_target_kind_target_id",
                table: "former_references",
                columns: new[] { "target_kind", "target_id" });

            // What images gave up before this release, from their histories.
            migrationBuilder.Sql(
                """
                insert into former_references (kind, id, role, target_kind, target_id, until)
                select distinct old.kind, old.id, 1, 'array', level ->> 'array', next.at
                from history old
                    join history next on next.kind = old.kind and next.id = old.id and next.version = old.version + 1
                    cross join lateral json_array_elements(old.body -> 'levels') level
                where old.kind = 'image' and not exists (
                    select from json_array_elements(next.body -> 'levels') kept
                    where kept ->> 'array' = level ->> 'array');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "former_references");
        }
    }
}
