import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes batches with Kafka's own client, as other programs on a topic do. The first argument is the bootstrap servers; stdin is a JSON
 * array of batches: {"compression": "zstd", "transaction": "commit" | "abort", "records": [{"topic", "partition", "key", "value", "zeros"}]}.
 */
public final class Produce {
  private static final int LARGEST_REQUEST = 256 * 1024 * 1024;

  public static void main(String[] words) throws Exception {
    for (JsonNode batch : new ObjectMapper().readTree(System.in)) write(words[0], batch);
  }

  private static void write(String servers, JsonNode batch) throws Exception {
    boolean transactional = batch.hasNonNull("transaction");
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings(servers, batch.get("compression").asText(), transactional))) {
      if (transactional) {
        producer.initTransactions();
        producer.beginTransaction();
      }
      var sent = new java.util.ArrayList<java.util.concurrent.Future<?>>();
      for (JsonNode record : batch.get("records")) sent.add(producer.send(read(record)));
      producer.flush();
      for (var one : sent) one.get();
      if (transactional && batch.get("transaction").asText().equals("commit")) producer.commitTransaction();
      else if (transactional) producer.abortTransaction();
    }
  }

  private static ProducerRecord<byte[], byte[]> read(JsonNode record) {
    Integer partition = record.hasNonNull("partition") ? record.get("partition").asInt() : null;
    byte[] value = record.hasNonNull("zeros") ? zeros(record.get("zeros").asInt()) : bytes(record.get("value"));
    return new ProducerRecord<>(record.get("topic").asText(), partition, bytes(record.get("key")), value);
  }

  private static byte[] bytes(JsonNode text) {
    return text == null || text.isNull() ? null : text.asText().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zeros(int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) '0');
    return value;
  }

  private static Properties settings(String servers, String compression, boolean transactional) {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, LARGEST_REQUEST);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 1024 * 1024);
    // Long enough for all records of a batch to lie in one.
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 200);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 20_000);
    if (transactional) settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, UUID.randomUUID().toString());
    return settings;
  }
}
