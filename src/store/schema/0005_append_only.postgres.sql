-- Answers, alerts and what was done about them are only ever added to.

CREATE FUNCTION at_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER answer_only BEFORE UPDATE OR DELETE ON answer FOR EACH ROW EXECUTE FUNCTION at_append_only();
CREATE TRIGGER answer_stays BEFORE TRUNCATE ON answer EXECUTE FUNCTION at_append_only();
CREATE TRIGGER alert_only BEFORE UPDATE OR DELETE ON alert FOR EACH ROW EXECUTE FUNCTION at_append_only();
CREATE TRIGGER alert_stays BEFORE TRUNCATE ON alert EXECUTE FUNCTION at_append_only();
CREATE TRIGGER alert_ack_only BEFORE UPDATE OR DELETE ON alert_ack FOR EACH ROW EXECUTE FUNCTION at_append_only();
CREATE TRIGGER alert_ack_stays BEFORE TRUNCATE ON alert_ack EXECUTE FUNCTION at_append_only();
