#include "ui/spill-board-page.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"
#include "ui/spill-choice.h"
#include "ui/spill-skeleton.h"
#include "ui/spill-view.h"

/* Below this width, in pixels, the filter has a line of its own. */
#define WIDTH_ONE_LINE 580
#define CHOICES_MS 300
#define SKELETON_MS 200

struct _SpillBoardPage
{
  AdwBin          parent_instance;

  SpillBoardFeed *feed;
  SpillBoard     *board;        /* owned by the bin, as all below */
  GtkBox         *bar;
  GtkLabel       *summary;
  GtkBox         *tools;
  SpillChoice    *branch;
  SpillChoice    *tag;
  GtkSearchEntry *entry;
  GtkWidget      *scrolled;
  GtkStack       *cover;        /* "page", "loading": over the board, which goes on below */
  AdwStatusPage  *page;
  GtkWidget      *clear;
  guint           choices_id;   /* source */
  guint           skeleton_id;  /* source */
  guint           turn_id;      /* source */
  guint           focus_id;     /* source */
  gboolean        had_cells;
  gboolean        wants_focus;  /* asked for the keyboard before there was anything */
};

enum
{
  PROP_0,
  PROP_MASTER,
  PROP_FILTER,
  PROP_COMPACT,
  N_PROPS
};

static void spill_board_page_view_init (SpillViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpillBoardPage, spill_board_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SPILL_TYPE_VIEW, spill_board_page_view_init))

/* Choices */

static gboolean
on_choices_due (gpointer user_data)
{
  SpillBoardPage *self = user_data;
  g_auto(GStrv) branches = spill_board_feed_dup_branches (self->feed);
  g_auto(GStrv) tags = spill_board_feed_dup_tags (self->feed);

  self->choices_id = 0;
  spill_choice_set_names (self->branch, (const char * const *) branches);
  spill_choice_set_names (self->tag, (const char * const *) tags);
  return G_SOURCE_REMOVE;
}

static void
queue_choices (SpillBoardPage *self)
{
  if (self->choices_id == 0)
    self->choices_id = g_timeout_add (CHOICES_MS, on_choices_due, self);
}

/* States */

static gboolean
on_skeleton_due (gpointer user_data)
{
  SpillBoardPage *self = user_data;

  self->skeleton_id = 0;
  gtk_stack_set_visible_child_name (self->cover, "loading");
  gtk_widget_set_visible (GTK_WIDGET (self->cover), TRUE);
  return G_SOURCE_REMOVE;
}

/* What comes at once is not announced. */
static void
queue_skeleton (SpillBoardPage *self)
{
  gboolean is_loading = gtk_widget_get_visible (GTK_WIDGET (self->cover))
                        && g_strcmp0 (gtk_stack_get_visible_child_name (self->cover), "loading") == 0;

  if (!is_loading && self->skeleton_id == 0)
    self->skeleton_id = g_timeout_add (SKELETON_MS, on_skeleton_due, self);
}

/* What was not there when it was to have the keyboard takes it when it comes, unless somebody types
 * elsewhere by then. */
static gboolean
on_focus_due (gpointer user_data)
{
  SpillBoardPage *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->focus_id = 0;
  if (self->wants_focus && gtk_widget_get_mapped (GTK_WIDGET (self->board))
      && (!GTK_IS_EDITABLE (focus) || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->entry))))
    self->wants_focus = !gtk_widget_grab_focus (GTK_WIDGET (self->board));
  return G_SOURCE_REMOVE;
}

/* A window that nobody has touched so far has its keys where its news are. */
static gboolean
is_untouched (SpillBoardPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) && !gtk_window_get_focus_visible (GTK_WINDOW (root))
         && !GTK_IS_EDITABLE (gtk_root_get_focus (root));
}

/* Cells have their places once a frame was laid out. */
static void
take_focus (SpillBoardPage *self)
{
  if (!self->had_cells && gtk_widget_get_mapped (GTK_WIDGET (self->board)))
    {
      self->had_cells = TRUE;
      self->wants_focus = self->wants_focus || is_untouched (self);
    }
  if (self->wants_focus && self->focus_id == 0)
    self->focus_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_focus_due, self, NULL);
}

/* What is covered is not to have the keyboard. */
static void
uncover (SpillBoardPage *self)
{
  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->cover), FALSE);
  gtk_widget_set_can_focus (self->scrolled, TRUE);
  take_focus (self);
}

static void
cover (SpillBoardPage *self,
       const char     *icon_name,
       const char     *title,
       const char     *description,
       gboolean        can_clear)
{
  /* Only this is markup. */
  g_autofree char *safe = g_markup_escape_text (description != NULL ? description : "", -1);

  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  adw_status_page_set_icon_name (self->page, icon_name);
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, safe);
  gtk_widget_set_visible (self->clear, can_clear);
  gtk_stack_set_visible_child_name (self->cover, "page");
  gtk_widget_set_visible (GTK_WIDGET (self->cover), TRUE);
  gtk_widget_set_can_focus (self->scrolled, FALSE);
}

static gboolean
is_filtered (SpillBoardPage *self)
{
  return *spill_board_feed_get_filter (self->feed) != '\0'
         || spill_board_feed_get_tag (self->feed) != NULL;
}

static void
show_no_match (SpillBoardPage *self)
{
  const char *filter = spill_board_feed_get_filter (self->feed);
  g_autofree char *title = *filter != '\0' ? g_strdup_printf (_("Nothing Matches “%s”"), filter)
                                           : g_strdup (_("Nothing Matches"));

  cover (self, "edit-find-symbolic", title, _("Builders are found by name and tag."), TRUE);
}

/**
 * spill_board_page_tell:
 * @self: the page
 * @state: what there is to say
 *
 * Says how much is shown, or why nothing is. Takes the summary.
 */
void
spill_board_page_tell (SpillBoardPage            *self,
                       const SpillBoardPageState *state)
{
  g_autofree char *summary = state->summary;

  g_return_if_fail (SPILL_IS_BOARD_PAGE (self));

  if (!spill_board_feed_is_ready (self->feed))
    {
      queue_skeleton (self);
      return;
    }
  gtk_label_set_text (self->summary, summary);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->summary), summary);
  if (spill_board_feed_get_n_builders (self->feed) == 0)
    cover (self, "view-list-bullet-symbolic", _("No Builders"),
           _("The builders of the master’s configuration will be here."), FALSE);
  else if (state->n_builders == 0 && is_filtered (self))
    show_no_match (self);
  else if (state->title != NULL && state->is_loading)
    queue_skeleton (self);
  else if (state->title != NULL)
    cover (self, "view-grid-symbolic", state->title, state->description,
           spill_board_feed_get_branch (self->feed) != NULL);
  else
    uncover (self);
}

static void
update_stale (SpillBoardPage *self)
{
  SpillMaster *master = spill_board_feed_get_master (self->feed);

  spill_board_set_stale (self->board, master != NULL && spill_master_has_synced (master)
                                      && !spill_master_is_fresh (master));
}

/* Filter */

static void
set_filter (SpillBoardPage *self,
            const char     *filter)
{
  g_object_set (self->feed, "filter", filter, NULL);
}

static void
on_filter_changed (SpillBoardPage *self)
{
  g_object_notify (G_OBJECT (self), "filter");
}

static void
focus_filter (SpillView *view)
{
  SpillBoardPage *self = SPILL_BOARD_PAGE (view);

  self->wants_focus = FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

/* What is not there yet gets it when it comes, unless somebody uses the keyboard elsewhere by then. */
static gboolean
focus_content (SpillView *view)
{
  SpillBoardPage *self = SPILL_BOARD_PAGE (view);

  self->wants_focus = !gtk_widget_get_can_focus (self->scrolled)
                      || !gtk_widget_grab_focus (GTK_WIDGET (self->board));
  return !self->wants_focus;
}

static void
on_clear (SpillBoardPage *self)
{
  set_filter (self, "");
  spill_board_feed_set_tag (self->feed, NULL);
  spill_board_feed_set_branch (self->feed, NULL);
  focus_filter (SPILL_VIEW (self));
}

static void
spill_board_page_view_init (SpillViewInterface *iface)
{
  iface->focus_filter = focus_filter;
  iface->focus_content = focus_content;
}

/* GtkWidget, GObject */

static void
spill_board_page_map (GtkWidget *widget)
{
  SpillBoardPage *self = SPILL_BOARD_PAGE (widget);

  GTK_WIDGET_CLASS (spill_board_page_parent_class)->map (widget);

  spill_board_feed_set_active (self->feed, TRUE);
}

static void
spill_board_page_unmap (GtkWidget *widget)
{
  SpillBoardPage *self = SPILL_BOARD_PAGE (widget);

  spill_board_feed_set_active (self->feed, FALSE);
  g_clear_handle_id (&self->choices_id, g_source_remove);
  g_clear_handle_id (&self->skeleton_id, g_source_remove);

  GTK_WIDGET_CLASS (spill_board_page_parent_class)->unmap (widget);
}

/* The bar cannot be turned while it is given its place. */
static gboolean
on_turn (gpointer user_data)
{
  SpillBoardPage *self = user_data;
  gboolean is_narrow = gtk_widget_get_width (GTK_WIDGET (self)) < WIDTH_ONE_LINE;

  self->turn_id = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bar), is_narrow ? GTK_ORIENTATION_VERTICAL
                                                                        : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), !is_narrow);
  if (is_narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self->bar), "spill-narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->bar), "spill-narrow");
  gtk_widget_set_hexpand (GTK_WIDGET (self->branch), is_narrow);
  gtk_widget_set_hexpand (GTK_WIDGET (self->tag), is_narrow);
  return G_SOURCE_REMOVE;
}

static void
spill_board_page_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (widget)), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  /* One line needs more room than there may be; it is turned then. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 320);
}

static void
spill_board_page_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  SpillBoardPage *self = SPILL_BOARD_PAGE (widget);
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));
  gboolean was_narrow =
    gtk_orientable_get_orientation (GTK_ORIENTABLE (self->bar)) == GTK_ORIENTATION_VERTICAL;
  int minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (child, MAX (width, minimum), height, baseline, NULL);
  if (was_narrow != (width < WIDTH_ONE_LINE) && self->turn_id == 0)
    self->turn_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_turn, self, NULL);
}

static void
spill_board_page_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SpillBoardPage *self = SPILL_BOARD_PAGE (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, spill_board_feed_get_master (self->feed));
      break;
    case PROP_FILTER:
      g_value_set_string (value, spill_board_feed_get_filter (self->feed));
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, spill_board_is_compact (self->board));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_master (SpillBoardPage *self,
            SpillMaster    *master)
{
  SpillMaster *before = spill_board_feed_get_master (self->feed);

  if (before == master)
    return;
  if (before != NULL)
    g_signal_handlers_disconnect_by_data (before, self);
  spill_board_feed_set_master (self->feed, master);
  if (master != NULL)
    g_signal_connect_object (master, "notify::connection", G_CALLBACK (update_stale), self,
                             G_CONNECT_SWAPPED);
  spill_board_scroll_to_top (self->board);
  update_stale (self);
  g_object_notify (G_OBJECT (self), "master");
}

static void
spill_board_page_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SpillBoardPage *self = SPILL_BOARD_PAGE (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      set_master (self, g_value_get_object (value));
      break;
    case PROP_FILTER:
      set_filter (self, g_value_get_string (value));
      break;
    case PROP_COMPACT:
      spill_board_set_compact (self->board, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_board_page_dispose (GObject *object)
{
  SpillBoardPage *self = SPILL_BOARD_PAGE (object);

  if (self->feed != NULL)
    {
      spill_board_feed_set_active (self->feed, FALSE);
      g_signal_handlers_disconnect_by_data (self->feed, self);
    }
  g_clear_handle_id (&self->choices_id, g_source_remove);
  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  g_clear_handle_id (&self->turn_id, g_source_remove);
  g_clear_handle_id (&self->focus_id, g_source_remove);

  G_OBJECT_CLASS (spill_board_page_parent_class)->dispose (object);
}

static void
spill_board_page_finalize (GObject *object)
{
  g_clear_object (&SPILL_BOARD_PAGE (object)->feed);

  G_OBJECT_CLASS (spill_board_page_parent_class)->finalize (object);
}

static void
spill_board_page_class_init (SpillBoardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = spill_board_page_get_property;
  object_class->set_property = spill_board_page_set_property;
  object_class->dispose = spill_board_page_dispose;
  object_class->finalize = spill_board_page_finalize;
  widget_class->map = spill_board_page_map;
  widget_class->unmap = spill_board_page_unmap;
  widget_class->measure = spill_board_page_measure;
  widget_class->size_allocate = spill_board_page_size_allocate;

  g_object_class_override_property (object_class, PROP_MASTER, "master");
  g_object_class_override_property (object_class, PROP_FILTER, "filter");
  g_object_class_install_property (object_class, PROP_COMPACT,
    g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  spill_view_class_add_keys (widget_class);
}

static void
add_bar (SpillBoardPage *self,
         GtkBox         *box)
{
  self->bar = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->summary = GTK_LABEL (gtk_label_new (NULL));
  self->tools = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->branch = SPILL_CHOICE (spill_choice_new (_("All Branches"), _("Branch")));
  self->tag = SPILL_CHOICE (spill_choice_new (_("All Tags"), _("Tag")));
  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());

  gtk_widget_add_css_class (GTK_WIDGET (self->bar), "spill-overview-bar");
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "spill-figures");
  gtk_label_set_xalign (self->summary, 0);
  gtk_label_set_ellipsize (self->summary, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->summary), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 14);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 24);
  g_object_set (self->entry, "placeholder-text", _("Filter"), NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->entry),
                               _("Names and tags; builders that have all the words are shown"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Filter builders"), -1);
  spill_view_adopt_entry (SPILL_VIEW (self), self->entry);

  gtk_box_append (self->tools, GTK_WIDGET (self->branch));
  gtk_box_append (self->tools, GTK_WIDGET (self->tag));
  gtk_box_append (self->bar, GTK_WIDGET (self->summary));
  gtk_box_append (self->bar, GTK_WIDGET (self->tools));
  gtk_box_append (self->bar, GTK_WIDGET (self->entry));
  gtk_box_append (box, GTK_WIDGET (self->bar));
}

static void
add_cover (SpillBoardPage *self,
           GtkOverlay     *overlay)
{
  self->cover = GTK_STACK (gtk_stack_new ());
  self->page = ADW_STATUS_PAGE (adw_status_page_new ());
  self->clear = gtk_button_new_with_mnemonic (_("_Clear"));

  gtk_widget_add_css_class (self->clear, "pill");
  gtk_widget_set_halign (self->clear, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->clear, "clicked", G_CALLBACK (on_clear), self);
  adw_status_page_set_child (self->page, self->clear);
  gtk_stack_set_hhomogeneous (self->cover, FALSE);
  gtk_stack_set_vhomogeneous (self->cover, FALSE);
  gtk_stack_add_named (self->cover, GTK_WIDGET (self->page), "page");
  gtk_stack_add_named (self->cover, spill_skeleton_new (), "loading");
  gtk_widget_add_css_class (GTK_WIDGET (self->cover), "background");
  gtk_widget_set_visible (GTK_WIDGET (self->cover), FALSE);
  gtk_overlay_add_overlay (overlay, GTK_WIDGET (self->cover));
}

static void
spill_board_page_init (SpillBoardPage *self)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  GtkWidget *overlay = gtk_overlay_new ();

  /* A bin's own would do all in our place. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  add_bar (self, box);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_widget_set_vexpand (overlay, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->scrolled);
  add_cover (self, GTK_OVERLAY (overlay));
  gtk_box_append (box, overlay);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (box));
}

/**
 * spill_board_page_new:
 * @feed: what the board is made of
 * @board: (transfer floating): the board
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
spill_board_page_new (SpillBoardFeed *feed,
                      SpillBoard     *board)
{
  SpillBoardPage *self;

  g_return_val_if_fail (SPILL_IS_BOARD_FEED (feed), NULL);
  g_return_val_if_fail (SPILL_IS_BOARD (board), NULL);

  self = g_object_new (SPILL_TYPE_BOARD_PAGE, NULL);
  self->feed = g_object_ref (feed);
  self->board = board;
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (board));
  spill_board_add_zoom_keys (board, GTK_WIDGET (self));
  g_object_bind_property (feed, "branch", self->branch, "chosen",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (feed, "tag", self->tag, "chosen",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_swapped (feed, "notify::filter", G_CALLBACK (on_filter_changed), self);
  g_signal_connect_swapped (feed, "updated", G_CALLBACK (queue_choices), self);
  return GTK_WIDGET (self);
}

/**
 * spill_board_page_add_tool:
 * @self: the page
 * @tool: (transfer floating): what this board can do besides
 */
void
spill_board_page_add_tool (SpillBoardPage *self,
                           GtkWidget      *tool)
{
  g_return_if_fail (SPILL_IS_BOARD_PAGE (self));

  gtk_box_append (self->tools, tool);
}

SpillBoardFeed *
spill_board_page_get_feed (SpillBoardPage *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_PAGE (self), NULL);

  return self->feed;
}

SpillBoard *
spill_board_page_get_board (SpillBoardPage *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_PAGE (self), NULL);

  return self->board;
}
