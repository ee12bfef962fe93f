using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmeNgff.Catalog.Migrations
{
    /// <inheritdoc />
    public partial class AllKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "records_by_kind_dataset_id",
                table: "records");

            migrationBuilder.DropIndex(
                name: "history_by_transaction_number",
                table: "history");

            migrationBuilder.AddColumn<string[]>(
                name: "diagnostics",
                table: "image_index",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<string[]>(
                name: "factors",
                table: "image_index",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<string>(
                name: "pyramid_kind",
                table: "image_index",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string[]>(
                name: "units",
                table: "image_index",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<double[]>(
                name: "voxel_size",
                table: "image_index",
                type: "double precision[]",
                nullable: false,
                defaultValue: new double[0]);

            migrationBuilder.AddColumn<int>(
                name: "incarnation",
                table: "history",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "identity",
                table: "catalog",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "operations",
                columns: table => new
                {
                    caller = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    digest = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    change = table.Column<string>(type: "text", nullable: false),
                    versions = table.Column<string>(type: "json", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: true),
                    answer = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("operations_key", x => new { x.caller, x.key });
                });

            migrationBuilder.CreateTable(
                name: "record_references",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    role = table.Column<short>(type: "smallint", nullable: false),
                    target_kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    target_id = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("record_references_key", x => new { x.kind, x.id, x.ordinal });
                    table.ForeignKey(
                        name: "record_references_record",
                        columns: x => new { x.kind, x.id },
                        principalTable: "records",
                        principalColumns: new[] { "kind", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "record_references_target",
                        columns: x => new { x.target_kind, x.target_id },
                        principalTable: "records",
                        principalColumns: new[] { "kind", "id" });
                });

            migrationBuilder.UpdateData(
                table: "catalog",
                keyColumn: "id",
                keyValue: 1,
                column: "identity",
                value: null);

            migrationBuilder.CreateIndex(
                name: "records_by_dataset_kind_id",
                table: "records",
                columns: new[] { "dataset", "kind", "id" });

            migrationBuilder.CreateIndex(
                name: "history_by_incarnation_transaction_number",
                table: "history",
                columns: new[] { "incarnation", "transaction", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "operations_by_at",
                table: "operations",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "record_references_by_target_kind_target_id",
                table: "record_references",
                columns: new[] { "target_kind", "target_id" });

            // Role 1 is that of a level; the numbers are kept for good.
            migrationBuilder.Sql(
                """
                insert into record_references (kind, id, ordinal, role, target_kind, target_id)
                select image_kind, image_id, ordinal, 1, array_kind, array_id from level_references
                """);

            migrationBuilder.DropTable(
                name: "level_references");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "operations");

            migrationBuilder.DropTable(
                name: "record_references");

            migrationBuilder.DropIndex(
                name: "records_by_dataset_kind_id",
                table: "records");

            migrationBuilder.DropIndex(
                name: "history_by_incarnation_transaction_number",
                table: "history");

            migrationBuilder.DropColumn(
                name: "diagnostics",
                table: "image_index");

            migrationBuilder.DropColumn(
                name: "factors",
                table: "image_index");

            migrationBuilder.DropColumn(
                name: "pyramid_kind",
                table: "image_index");

            migrationBuilder.DropColumn(
                name: "units",
                table: "image_index");

            migrationBuilder.DropColumn(
                name: "voxel_size",
                table: "image_index");

            migrationBuilder.DropColumn(
                name: "incarnation",
                table: "history");

            migrationBuilder.DropColumn(
                name: "identity",
                table: "catalog");

            migrationBuilder.CreateTable(
                name: "level_references",
                columns: table => new
                {
                    image_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    array_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    array_kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    image_kind = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("level_references_key", x => new { x.image_id, x.ordinal });
                    table.ForeignKey(
                        name: "level_references_array",
                        columns: x => new { x.array_kind, x.array_id },
                        principalTable: "records",
                        principalColumns: new[] { "kind", "id" });
                    table.ForeignKey(
                        name: "level_references_image",
                        columns: x => new { x.image_kind, x.image_id },
                        principalTable: "records",
                        principalColumns: new[] { "kind", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "records_by_kind_dataset_id",
                table: "records",
                columns: new[] { "kind", "dataset", "id" });

            migrationBuilder.CreateIndex(
                name: "history_by_transaction_number",
                table: "history",
                columns: new[] { "transaction", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "level_references_by_array_kind_array_id",
                table: "level_references",
                columns: new[] { "array_kind", "array_id" });

            migrationBuilder.CreateIndex(
                name: "level_references_by_image_kind_image_id",
                table: "level_references",
                columns: new[] { "image_kind", "image_id" });
        }
    }
}
